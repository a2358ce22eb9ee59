export { isSameArea, isWhole, surrounds, wholeOf, type Area } from './area.js';
export { type RegionAnswer, type RegionHow } from './find-region.js';
export { regionOfPhone } from './phone-codes.js';
export { RegionReader, type RegionWord } from './region-reader.js';
export { areasOf, sureAreas } from './sure-areas.js';
