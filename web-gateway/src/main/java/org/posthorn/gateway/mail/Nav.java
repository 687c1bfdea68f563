package org.posthorn.gateway.mail;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.AccountApi.Quota;
import org.posthorn.events.api.MailApi.Folder;

/// The list of folders, and how full they are together.
public record Nav(List<FolderLink> folders, Optional<Usage> usage) {
    static Nav of(List<Folder> folders, String current, Optional<Quota> quota) {
        return new Nav(
                folders.stream().map(folder -> FolderLink.of(folder, current)).toList(), quota.map(Usage::of));
    }
}
