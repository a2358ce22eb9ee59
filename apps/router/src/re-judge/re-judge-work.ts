/** The job that finds leads of an HQ account whose judgement would change. */
export interface ReJudgeWork {
  accountId: string;
  cause: Cause;
}

/**
 * `saved`: something that leads may wait for; `rules-saved`: the rules, by which the client's place may be read from
 * other fields now, or from the phone; `timer`: nothing was saved, so that given-up work stays given up.
 */
type Cause = 'saved' | 'rules-saved' | 'timer';
