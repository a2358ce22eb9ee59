const privateV4 = [
  /^0\./,
  /^10\./,
  /^127\./,
  /^169\.254\./,
  /^192\.168\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
];
const privateV6 = /^\[(::1?|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)\]$/;

/** Whether an address can be seen from one machine or network only. False for what is no address. */
export function isLocalAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  if (hostname.startsWith('[')) return privateV6.test(hostname);
  if (/^[\d.]+$/.test(hostname)) return privateV4.some((range) => range.test(hostname));
  return !hostname.includes('.') || /\.(localhost|local|internal|lan)$/.test(hostname);
}

/**
 * Whether amoCRM's webhooks cannot come to the hub's address. Where calls go to a sandbox of this network
 * (`connectTo`), its webhooks come from there too.
 */
export function isOutOfReach(publicUrl: string, connectTo: string | undefined): boolean {
  const isSandboxNear = connectTo !== undefined && isLocalAddress(connectTo);
  return isLocalAddress(publicUrl) && !isSandboxNear;
}
