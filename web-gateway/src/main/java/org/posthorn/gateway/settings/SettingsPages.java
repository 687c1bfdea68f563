package org.posthorn.gateway.settings;

import io.micronaut.http.HttpRequest;
import java.util.List;
import org.posthorn.events.api.MailApi.Folder;
import org.posthorn.gateway.login.OpenSession;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Shell;

/// What the pages of settings show.
public final class SettingsPages {
    private SettingsPages() {}

    /// An entry of their navigation.
    public record Place(String name, String href, String icon, String label) {}

    /// In order.
    public static final List<Place> PLACES = List.of(
            new Place("profile", "/settings", "user", "Profile"),
            new Place("folders", "/folders", "folder", "Folders"),
            new Place("security", "/settings/security", "lock", "Password and sessions"),
            new Place("appearance", "/settings/appearance", "palette", "Appearance"),
            new Place("keyboard", "/settings/keyboard", "keyboard", "Keyboard"));

    /// What surrounds a page.
    ///
    /// @param done what was just done; empty at first
    /// @param error why it was not done; empty when it was
    public record Frame(Shell shell, String place, String done, String error) {
        static Frame of(HttpRequest<?> request, String title, String place) {
            var done = switch (request.getParameters().getFirst("done").orElse("")) {
                case "saved" -> "Saved.";
                case "password" -> "The password is changed, and every other session has ended.";
                case "ended" -> "Ended.";
                case "made" -> "The folder is there.";
                case "deleted" -> "Deleted.";
                default -> "";
            };
            return new Frame(Session.of(request).shell(request, title, "settings"), place, done, "");
        }

        Frame failed(String sentence) {
            return new Frame(shell, place, "", sentence);
        }

        public String csrf() {
            return shell.csrf();
        }
    }

    /// Name and signature.
    public record Profile(Frame frame, String address, List<String> addresses, String name, String signature) {}

    /// Password and sessions.
    public record Security(Frame frame, List<Shown> sessions) {}

    /// A session for people.
    public record Shown(OpenSession session, String device, String began, String seen) {}

    /// Looks and keys: chosen in the browser.
    ///
    /// @param grouped lists show conversations
    public record Plain(Frame frame, String theme, String density, boolean grouped) {}

    /// The folders.
    ///
    /// @param own those that may be renamed and deleted
    public record Folders(Frame frame, List<Folder> special, List<Folder> own) {}
}
