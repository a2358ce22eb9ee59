/** Injection token of the language that texts in CRM cards are written in: HUB_LOCALE. */
export const CARD_LOCALE = Symbol('language of texts in cards');
