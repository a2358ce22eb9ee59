/** A bulk change makes the gateway drop hints too; then the poll finds the changes that they named. */
const perRealChange = 10;
const always = 100;

/** Whether hints are forged: so many were dropped, and the poll found so few of them to be real changes. */
export function isFlood(dropped: number, real: number): boolean {
  return dropped > always + perRealChange * real;
}
