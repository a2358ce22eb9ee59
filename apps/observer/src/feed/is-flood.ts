/** A change that is made in bulk drops hints too; the poll then finds the changes that they named. */
const perRealChange = 10;
const always = 100;

/** Whether so many dropped hints, of which a poll found so few to be real changes, are made up. */
export function isFlood(dropped: number, real: number): boolean {
  return dropped > always + perRealChange * real;
}
