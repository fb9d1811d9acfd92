/* SPDX-License-Identifier: Apache-2.0
 *
 * Names on a map. A simple rule that always gives the same: in the order given, each name tries right, left,
 * above and below its mark, and goes where nothing is yet. One that fits nowhere is left out; its marker has
 * it still. */
#include "map.h"

/* As static/css/branchlight.css has it, in units of the sheet: the mean width of a letter, generously. */
#define LETTER  7.4
#define ASCENT  9.0
#define DESCENT 4.0
#define GAP     4.0

void taken_add(struct taken *taken, struct box box)
{
    if (taken->count < MAP_BOXES_MAX)
        taken->boxes[taken->count++] = box;
}

bool taken_free(const struct taken *taken, struct box box)
{
    if (box.left < 0 || box.top < 0 || box.right > taken->width || box.bottom > taken->height)
        return false;
    for (unsigned i = 0; i < taken->count; i++) {
        const struct box *const other = &taken->boxes[i];

        if (box.left < other->right && box.right > other->left && box.top < other->bottom &&
            box.bottom > other->top)
            return false;
    }
    return true;
}

static double width_of(struct span name)
{
    unsigned letters = 0;

    for (size_t i = 0; i < name.length; i++)
        letters += ((unsigned char)name.at[i] & 0xC0) != 0x80;
    return letters * LETTER;
}

static struct box box_of(const struct label *label, double width)
{
    const double left = label->anchor[0] == 's'   ? label->x
                        : label->anchor[0] == 'e' ? label->x - width
                                                  : label->x - width / 2;

    return (struct box){ left, label->y - ASCENT, left + width, label->y + DESCENT };
}

bool label_place(struct taken *taken, double x, double y, double radius, struct span name,
                 struct label *ret_label)
{
    const struct label tries[] = {
        { x + radius + GAP, y + ASCENT / 2, "start" },
        { x - radius - GAP, y + ASCENT / 2, "end" },
        { x, y - radius - GAP, "middle" },
        { x, y + radius + ASCENT + GAP / 2, "middle" },
    };
    const double width = width_of(name);

    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        const struct box box = box_of(&tries[i], width);

        if (!taken_free(taken, box))
            continue;
        taken_add(taken, box);
        *ret_label = tries[i];
        return true;
    }
    return false;
}
