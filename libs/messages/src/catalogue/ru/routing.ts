/** How routing has read where the client is. `how` is the way in which the region was recognised. */
export const routing = {
  place:
    '{how, select, fuzzy {Похоже на опечатку, регион угадан: {region}. Проверьте его.} layout {Набрано в другой раскладке, регион: {region}.} latin {Написано латиницей, регион: {region}.} abbreviation {По сокращению понятен регион: {region}.} city {По городу понятен регион: {region}.} word {По вашему словарю понятен регион: {region}.} phone {Регион не указан, взят по коду телефона: {region}. Проверьте его.} other {Регион: {region}.}}',
  ambiguous: '«{text}» может означать несколько регионов: {regions}. Уточните у клиента и укажите регион.',
} as const;
