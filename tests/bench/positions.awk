# SPDX-License-Identifier: Apache-2.0
#
# awk -v count=N -v south= -v north= -v west= -v east= -f positions.awk: request targets at random positions in a box,
# the same ones on each run (Park and Miller's generator: awk's own differ).
BEGIN {
    state = 20140823
    for (i = 0; i < count; i++) {
        latitude = south + uniform() * (north - south)
        longitude = west + uniform() * (east - west)
        printf "/api/v1/branches?near=%.5f,%.5f&usable=now\n", latitude, longitude
    }
}
function uniform() {
    state = (state * 16807) % 2147483647
    return state / 2147483647
}
