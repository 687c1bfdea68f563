/// The admin console. For everybody else it does not exist (404).
///
/// A page is a controller `/admin/<place>`, a record of what it shows beside [AdminPages.Frame], a template in
/// `jte/admin`
/// inside `admin.frame`, and its line in [AdminPages#PLACES]. It is put together from the parts in `jte/part`:
///
/// | part | is |
/// | --- | --- |
/// | `filters` | the form above a list; what was asked stands in the address, so that it can be shared |
/// | `table` | a table that scrolls inside its own labelled region when the window is narrow |
/// | `state` | a state as icon and word, never colour alone: `good`, `warn`, `bad` or neither |
/// | `pager` | the next page by keyset cursor, and the way back to the first |
/// | `empty` | one sentence where there is nothing |
/// | `typed` | a removal that cannot be taken back: the subject is typed to confirm |
/// | `told` | what was done (a code in the address, words of ours) or why not |
///
/// A form carries `csrf` and is read by [org.posthorn.gateway.login.Forms]. What succeeds answers 303 with `?done=`;
/// what a service refuses comes back as 422 with its sentence and the typed fields. `data-confirm` on a button asks
/// before what can be made again; times come from [org.posthorn.gateway.mail.When].
@NullMarked
package org.posthorn.gateway.admin;

import org.jspecify.annotations.NullMarked;
