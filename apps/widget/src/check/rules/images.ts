import { message } from '@hub/messages';
import {
  fault,
  filePath,
  localesOf,
  objectAt,
  placesOf,
  textsOf,
  warn,
  type Archive,
  type Complaint,
  type Rule,
} from '../archive.js';
import { readImageSize } from '../image-size.js';

const file = 'manifest.json';
const mostBytes = 300 * 1024;
const endings = ['png', 'jpg', 'jpeg', 'gif'];
const cards = ['lcard', 'ccard', 'comcard', 'cucard', 'card_sdk', 'mobile_card'];

type Size = readonly [number, number];

/** Logos and their exact sizes. */
const sizes = {
  logo: [130, 100],
  logo_main: [400, 272],
  logo_medium: [240, 84],
  logo_min: [84, 84],
  logo_small: [108, 108],
  logo_dp: [174, 109],
} as const satisfies Record<string, Size>;

/** The logos are there and have their sizes. All that are wrong are reported at once; amoCRM reports one at a time. */
export const logos: Rule = (archive) => {
  if (!archive.manifest) return [];
  const places = placesOf(archive);
  return Object.entries(sizes).flatMap(([name, size]): Complaint[] => {
    const path = endings.map((ending) => `images/${name}.${ending}`).find((one) => archive.files.has(one));
    const [width, height] = size;
    if (path !== undefined) return judgeImage(archive, path, size);
    if (name === 'logo_dp' && !places.includes('digital_pipeline')) return [];
    const missing = { path: `images/${name}.png`, text: message('archive.logo-missing', { width, height }) };
    // A widget without cards was taken without these two.
    const isSpared =
      ['logo_medium', 'logo_min'].includes(name) && !places.some((place) => cards.includes(place));
    return [(isSpared ? warn : fault)(archive, 'image-missing', missing.path, missing.text)];
  });
};

function judgeImage(archive: Archive, path: string, [width, height]: Size): Complaint[] {
  const bytes = archive.files.get(path) ?? new Uint8Array();
  const image = readImageSize(bytes);
  if (!image) return [fault(archive, 'image-unreadable', path, message('archive.image-unreadable'))];
  const found = { foundWidth: image.width, foundHeight: image.height };
  const complaints: Complaint[] = [];
  if (image.width !== width || image.height !== height)
    complaints.push(
      fault(archive, 'image-size', path, message('archive.image-size', { width, height, ...found })),
    );
  return complaints;
}

/** Whatever is in `images` is light enough and does not move. */
export const lightImages: Rule = (archive) =>
  [...archive.files]
    .filter(([path]) => /^images\/.*\.(png|jpe?g|gif)$/i.test(path))
    .flatMap(([path, bytes]): Complaint[] => {
      const kilobytes = Math.ceil(bytes.length / 1024);
      const heavy = message('archive.image-bytes', { kilobytes, most: mostBytes / 1024 });
      return [
        ...(bytes.length > mostBytes ? [fault(archive, 'image-bytes', path, heavy)] : []),
        ...(readImageSize(bytes)?.isAnimated
          ? [warn(archive, 'image-animated', path, message('archive.image-animated'))]
          : []),
      ];
    });

/** The tour is on and has its pictures in every language: otherwise the upload fails without a reason. */
export const tour: Rule = (archive) => {
  const { manifest } = archive;
  if (!manifest) return [];
  if (manifest['tour'] === undefined) return [warn(archive, 'tour', file, message('archive.tour-absent'))];
  const given = objectAt(manifest, 'tour');
  const images = objectAt(given, 'tour_images');
  const complaints: Complaint[] = [];
  if (given['is_tour'] !== true) complaints.push(fault(archive, 'tour', file, message('archive.tour-off')));
  if (typeof given['tour_description'] !== 'string')
    complaints.push(
      fault(archive, 'tour', file, message('archive.field', { field: 'tour.tour_description' })),
    );
  for (const locale of localesOf(archive).filter((one) => textsOf(images[one]).length === 0))
    complaints.push(fault(archive, 'tour', file, message('archive.tour-locale', { locale })));
  const named = new Set(Object.values(images).flatMap(textsOf).map(filePath));
  for (const path of named) complaints.push(...tourImage(archive, path));
  return complaints;
};

function tourImage(archive: Archive, path: string): Complaint[] {
  const bytes = archive.files.get(path);
  if (!bytes) return [fault(archive, 'tour', path, message('archive.tour-picture'))];
  const image = readImageSize(bytes);
  if (!image) return [fault(archive, 'image-unreadable', path, message('archive.image-unreadable'))];
  const { width: foundWidth, height: foundHeight } = image;
  if (foundWidth === 1188 && foundHeight === 616) return [];
  const size = { width: 1188, height: 616, foundWidth, foundHeight };
  return [warn(archive, 'tour', path, message('archive.image-size', size))];
}

/** Icons of the left menu are there. A private integration has none anyway. */
export const icons: Rule = (archive) =>
  Object.values(archive.integration === 'public' ? objectAt(archive.manifest, 'left_menu') : {})
    .map((item) => objectAt({ item }, 'item')['icon'])
    .filter((icon): icon is string => typeof icon === 'string')
    .map(filePath)
    .filter((path) => !archive.files.has(path))
    .map((path) => fault(archive, 'file-missing', path, message('archive.file-missing')));
