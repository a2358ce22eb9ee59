import { buildIndex, nameKey, type PlaceIndex } from './dictionary/build-index.js';
import { findRegion, ownWords, type OwnWords, type RegionAnswer } from './find-region.js';

/** A word of HQ's own, and the region that it means. */
export interface RegionWord {
  word: string;
  region: string;
}

let built: PlaceIndex | null = null;
/** Built when first needed, once for the process. */
function places(): PlaceIndex {
  return (built ??= buildIndex());
}

/** Texts that are remembered: settings of branches come again with every lead. */
const remembered = 5_000;

/** Reads which region a text means, with HQ's own words in force. Texts come again, so answers are remembered. */
export class RegionReader {
  private readonly own: OwnWords;
  private readonly answers = new Map<string, RegionAnswer>();

  constructor(words: readonly RegionWord[] = []) {
    this.own = ownWords(places(), words);
  }

  /** All regions by name. */
  static get names(): string[] {
    return [...places().regions.keys()];
  }

  /** What a word is compared by: case, ё, hyphens, spaces and signs make no difference. */
  static keyOf(word: string): string {
    return nameKey(word);
  }

  read(text: string): RegionAnswer {
    const known = this.answers.get(text);
    if (known) return known;
    const answer = findRegion(places(), this.own, text);
    if (this.answers.size >= remembered) this.answers.clear();
    this.answers.set(text, answer);
    return answer;
  }
}
