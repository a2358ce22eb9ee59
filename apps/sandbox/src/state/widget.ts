/** A widget that an account knows, by its code. */
export interface Widget {
  id: number;
  code: string;
  version: string;
  is_active_in_account: boolean;
}
