/** "Look which leads of this HQ account would be judged otherwise now." */
export interface ReJudgeWork {
  accountId: string;
  cause: Cause;
}

/**
 * `saved`: something that leads may wait for; `rules-saved`: the rules, by which the client's place may be read from
 * other fields now, or from the phone; `timer`: nothing was saved, so that given-up work stays given up.
 */
type Cause = 'saved' | 'rules-saved' | 'timer';
