/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking things up in an operation's table. */
#include "branchlight/operation.h"

const struct param *operation_param(const struct operation *operation, unsigned index)
{
    if (index < operation->param_count)
        return &operation->params[index];
    index -= operation->param_count;
    for (unsigned i = 0; i < SETS_MAX && operation->shared[i]; i++) {
        if (index < operation->shared[i]->count)
            return &operation->shared[i]->params[index];
        index -= operation->shared[i]->count;
    }
    return NULL;
}

static int index_among(const struct param *params, unsigned count, struct span name)
{
    for (unsigned i = 0; name.length > 0 && i < count; i++) {
        const char *there = params[i].name;
        if (there[0] == name.at[0] && strncmp(there, name.at, name.length) == 0 && !there[name.length])
            return (int)i;
    }
    return -1;
}

/* A request asks this some forty times: strlen of every name on the way would be most of its cost. */
int operation_param_index(const struct operation *operation, struct span name)
{
    unsigned before = operation->param_count;
    const int own = index_among(operation->params, operation->param_count, name);
    if (own >= 0)
        return own;
    for (unsigned i = 0; i < SETS_MAX && operation->shared[i]; i++) {
        const int index = index_among(operation->shared[i]->params, operation->shared[i]->count, name);
        if (index >= 0)
            return (int)before + index;
        before += operation->shared[i]->count;
    }
    return -1;
}

bool operation_takes(const struct operation *operation, enum param_in in)
{
    const struct param *param;
    for (unsigned i = 0; (param = operation_param(operation, i)); i++) {
        if (param->in == in)
            return true;
    }
    return false;
}
