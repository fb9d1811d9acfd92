/* SPDX-License-Identifier: Apache-2.0
 *
 * What a branch belongs to. A central branch has its library's name, so the link to that says what it is for;
 * of another it is the library's name, which stands nowhere else on the page.
 */
#include "upward.h"

#include "branchlight/i18n.h"
#include "facts.h"
#include "shell.h"

static const char *entry_url(struct request *rq, const char *group, const struct directory_entry *entry)
{
    return page_path(rq, "%s/%.*s", group, (int)entry->code.length, entry->code.at);
}

void upward_set(struct request *rq, struct view *view, const struct branch_view *branch)
{
    struct view *const upward = view_set_object(view, "upward");
    struct directory_entry entry;
    struct span language;

    if (directory_entry(rq->snapshot, DIRECTORY_LIBRARY, branch->library, &entry) && entry.published) {
        view_set_string(upward, "library_url", entry_url(rq, "libraries", &entry));
        if (!span_equal(directory_label(rq->snapshot, DIRECTORY_LIBRARY, branch->library, rq->language),
                        branch_called(rq, branch, &language)))
            label_set(rq, upward, "library_name", DIRECTORY_LIBRARY, branch->library);
    }
    if (!directory_entry(rq->snapshot, DIRECTORY_MUNICIPALITY, branch->municipality, &entry) ||
        !entry.published)
        return;
    label_set(rq, upward, "municipality", DIRECTORY_MUNICIPALITY, branch->municipality);
    view_set_string(upward, "municipality_url", entry_url(rq, "municipalities", &entry));
}
