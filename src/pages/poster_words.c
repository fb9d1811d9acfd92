/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of the printed sheet. */
#include "poster_words.h"

#include <stddef.h>

const struct poster_words poster_words[] = {
    { "lt", "Savitarnos vieta\u00A0– čia, bibliotekoje",
      "Nuskenuokite kodą: sužinosite, ar dabar veikia ir ką čia galite atlikti.",
      "Darbuotojai niekada neprašo jūsų slaptažodžių ar banko kodų.", "Baigę atsijunkite." },
    { "en", "Self-service point\u00A0– here in the library",
      "Scan the code to see whether it works now and what you can do here.",
      "Staff never ask for your passwords or bank codes.", "Sign out when you finish." },
    { "pl", "Punkt samoobsługi\u00A0– tu, w bibliotece",
      "Zeskanuj kod i sprawdź, czy punkt teraz działa i co można tu załatwić.",
      "Pracownicy nigdy nie proszą o hasła ani kody bankowe.", "Na koniec się wyloguj." },
    { "ru", "Пункт самообслуживания\u00A0– здесь, в библиотеке",
      "Отсканируйте код: узнаете, работает ли пункт сейчас и что здесь можно сделать.",
      "Сотрудники никогда не спрашивают пароли и банковские коды.", "Закончив, выйдите из системы." },
    { NULL, NULL, NULL, NULL, NULL },
};
