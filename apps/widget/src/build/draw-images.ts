import { drawPng, type Box, type Colour } from './png.js';

const blue: Colour = [29, 78, 216];
const white: Colour = [255, 255, 255];
const light: Colour = [219, 234, 254];
const grey: Colour = [241, 245, 249];

/** Logos by name, in the sizes that amoCRM asks for. */
const logos = {
  'images/logo.png': [130, 100],
  'images/logo_main.png': [400, 272],
  'images/logo_medium.png': [240, 84],
  'images/logo_min.png': [84, 84],
  'images/logo_small.png': [108, 108],
} as const;

/** Pictures of the tour, one per language. */
const tours = ['images/tour_1_ru.png', 'images/tour_1_en.png'];

/** Every picture of the archive, by its path. */
export function drawImages(): Record<string, Uint8Array> {
  const drawn = Object.entries(logos).map(
    ([path, [width, height]]) => [path, drawPng(width, height, blue, logo(width, height))] as const,
  );
  const tour = drawPng(1188, 616, grey, page());
  return Object.fromEntries([...drawn, ...tours.map((path) => [path, tour] as const)]);
}

/** A card that slides out of a stack of cards. */
function logo(width: number, height: number): Box[] {
  const unit = Math.floor(Math.min(width, height) / 10);
  const [x, y] = [Math.floor(width / 2) - unit * 3, Math.floor(height / 2) - unit * 3];
  const card = (step: number, colour: Colour): Box => ({
    ...{ x: x + step * unit, y: y + step * unit, width: unit * 4, height: unit * 4 },
    ...{ radius: Math.max(1, Math.floor(unit / 2)), colour },
  });
  return [card(0, light), card(1, blue), card(1.2, light), card(2.2, blue), card(2.4, white)];
}

/** A page with a board, and the button with its panel in the corner. */
function page(): Box[] {
  const columns = [60, 340, 620].flatMap((x): Box[] => [
    { x, y: 60, width: 240, height: 500, radius: 10, colour: light },
    ...[90, 190, 290].map((y) => ({ x: x + 20, y, width: 200, height: 80, radius: 8, colour: white })),
  ]);
  return [
    ...columns,
    { x: 780, y: 240, width: 360, height: 250, radius: 12, colour: blue },
    { x: 783, y: 243, width: 354, height: 244, radius: 10, colour: white },
    ...[270, 320, 370, 420].map((y) => ({ x: 810, y, width: 280, height: 18, radius: 9, colour: light })),
    { x: 900, y: 510, width: 240, height: 56, radius: 12, colour: blue },
    { x: 930, y: 530, width: 180, height: 16, radius: 8, colour: white },
  ];
}
