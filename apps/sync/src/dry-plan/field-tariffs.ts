/** Fields by Kommo's three tariffs; for amoCRM none are published (sheet 4.4). */
const kommoTariffs = [100, 200, 400] as const;

/** How many fields the tariffs of an account at this host allow, fewest first; empty where that is unknown. */
export function fieldTariffs(host: string): readonly number[] {
  return host.endsWith('.kommo.com') ? kommoTariffs : [];
}
