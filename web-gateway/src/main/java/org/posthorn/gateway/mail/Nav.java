package org.posthorn.gateway.mail;

import java.util.List;
import org.posthorn.events.api.MailApi.Folder;

/// The list of folders.
public record Nav(List<FolderLink> folders) {
    static Nav of(List<Folder> folders, String current) {
        return new Nav(
                folders.stream().map(folder -> FolderLink.of(folder, current)).toList());
    }
}
