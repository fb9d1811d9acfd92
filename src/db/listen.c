/* SPDX-License-Identifier: Apache-2.0
 *
 * Waiting for notifications, together with a wake-up of our own. */
#include "internal.h"

#include "branchlight/clock.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

enum { NS_PER_MS = 1000000 };

/* Takes all that have come: they only wake, so one is as good as many. */
static bool notifications_take(struct db *db)
{
    bool any = false;
    PGnotify *notification;
    while ((notification = PQnotifies(db->connection))) {
        PQfreemem(notification);
        any = true;
    }
    return any;
}

static int remaining_ms(int64_t deadline)
{
    const int64_t left = deadline - clock_monotonic_ns();
    return left <= 0 ? 0 : (int)((left + NS_PER_MS - 1) / NS_PER_MS);
}

/* Without a connection there is nothing to wait for but the next attempt's time. */
static int wait_for_attempt(const struct db *db, int milliseconds, int wake_fd)
{
    struct pollfd wake = { .fd = wake_fd, .events = POLLIN };
    const int until_attempt = remaining_ms(db->next_attempt);
    poll(&wake, 1, until_attempt < milliseconds ? until_attempt : milliseconds);
    return -1;
}

int db_wait(struct db *db, int milliseconds, int wake_fd)
{
    const int64_t deadline = clock_monotonic_ns() + (int64_t)milliseconds * NS_PER_MS;
    if (!db->connection)
        return wait_for_attempt(db, milliseconds, wake_fd);
    for (;;) {
        if (notifications_take(db))
            return 1;
        struct pollfd wanted[] = {
            { .fd = PQsocket(db->connection), .events = POLLIN },
            { .fd = wake_fd, .events = POLLIN },
        };
        const int count = poll(wanted, 2, remaining_ms(deadline));
        if (count < 0 && errno != EINTR)
            return 0;
        if (count == 0 || wanted[1].revents)
            return 0;
        if (count > 0 && !PQconsumeInput(db->connection)) {
            db_fail_by(db, NULL);
            return -1;
        }
    }
}
