/* SPDX-License-Identifier: Apache-2.0
 *
 * Telling the service manager. */
#ifndef BRANCHLIGHT_NOTIFY_H
#define BRANCHLIGHT_NOTIFY_H

/* Sends a state ("READY=1") to the socket that NOTIFY_SOCKET names (systemd's Type=notify); without one,
 * nothing. */
void notify_manager(const char *state);

#endif
