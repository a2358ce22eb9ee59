/** Who presses, as amoCRM signed it. */
export interface Presser {
  userId: number;
  /** The token's `jti`. */
  tokenId: string;
  /** Whether amoCRM says that the user is an administrator of the account. */
  isAdmin: boolean;
}

/** A user of a branch account, as the widget's token proves: whose account, which user. */
export interface Manager extends Presser {
  accountId: string;
}
