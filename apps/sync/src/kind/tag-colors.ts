/** The 23 colours amoCRM accepts for a tag of leads, as it writes them: without # (sheet 5.5). */
export const tagPalette: readonly string[] = [
  ...'EBEBEB D0D0D0 F2DDF7 D1A4DC FF8F92 FFC8C8 C7DB8C DDEBB5 8699DA AABDFF FFCE5A FFE193'.split(' '),
  ...'90CDB0 C6F4DE A9A5D7 D8D5FF 86C0FC 832161 6A0F49 0C7C59 10599D 9D2B32 247BA0'.split(' '),
];

/** What an account shows as a tag's colour, as far as it can be written; anything else is no colour to a release. */
export function tagColor(shown: string | null | undefined): string | null {
  const color = (shown ?? '').replace('#', '').toUpperCase();
  return tagPalette.includes(color) ? color : null;
}
