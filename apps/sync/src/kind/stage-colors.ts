/** The 21 colours amoCRM accepts for a stage (sheet 3.5). */
export const stagePalette = [
  ...[
    '#fffeb2',
    '#fffd7f',
    '#fff000',
    '#ffeab2',
    '#ffdc7f',
    '#ffce5a',
    '#ffdbdb',
    '#ffc8c8',
    '#ff8f92',
    '#d6eaff',
  ],
  ...[
    '#c1e0ff',
    '#98cbff',
    '#ebffb1',
    '#deff81',
    '#87f2c0',
    '#f9deff',
    '#f3beff',
    '#ccc8f9',
    '#eb93ff',
    '#f2f3f4',
  ],
  '#e6e8ea',
] as const;

/**
 * The colour of the palette nearest to what an account shows. Default stages carry colours that cannot be written
 * (`#99ccff`), so both sides of a comparison go through here. No colour gives the palette's first.
 */
export function paletteColor(color: string | null | undefined): string {
  const wanted = channels(color ?? stagePalette[0]);
  let best: string = stagePalette[0];
  let bestDistance = Infinity;
  for (const [candidate, values] of palette) {
    const distance = values.reduce((sum, value, at) => sum + (value - (wanted[at] ?? 0)) ** 2, 0);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

const palette = stagePalette.map((color) => [color, channels(color)] as const);

function channels(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) || 0);
}
