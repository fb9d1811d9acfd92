# SPDX-License-Identifier: Apache-2.0
#
# Names, one a line → searches for them with one letter wrong: in turns a letter is left out, doubled, or two are exchanged.
{
    word = $1
    for (i = 2; i <= NF; i++)
        if (length($i) > length(word))
            word = $i
    if (word !~ /^[A-Za-z]+$/ || length(word) < 5)
        next
    at = 2 + NR % (length(word) - 3)
    if (NR % 3 == 0)
        word = substr(word, 1, at - 1) substr(word, at + 1)
    else if (NR % 3 == 1)
        word = substr(word, 1, at) substr(word, at)
    else
        word = substr(word, 1, at - 1) substr(word, at + 1, 1) substr(word, at, 1) substr(word, at + 2)
    print "/api/v1/branches?q=" tolower(word)
}
