import type { BranchRegion } from './branch.entity.js';

/** One spelling of a region or a branch: case, spaces, hyphens and the letter ё make no difference. */
export function normaliseRegion(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[\s\-–—.]+/g, ' ');
}

/** Whether the text names one of the regions, by name or alias. */
export function coversRegion(regions: readonly BranchRegion[], text: string): boolean {
  const wanted = normaliseRegion(text);
  return regions.some((region) =>
    [region.name, ...region.aliases].some((name) => normaliseRegion(name) === wanted),
  );
}
