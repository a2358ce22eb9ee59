import type { Provider } from '@nestjs/common';
import { AskedLead } from './asked-lead.js';
import { BringOn } from './bring-on.js';
import { ResumeStuck } from './resume-stuck.js';
import { FindReturned } from './find-returned.js';
import { FollowAccount } from './follow-account.js';
import { FollowBranch } from './follow-branch.js';
import { FollowRules } from './follow-rules.js';
import { HastenLeads } from './hasten-leads.js';
import { HastenTransfers } from './hasten-transfers.js';

/** What this folder gives to the router's module. */
export const againProviders: Provider[] = [
  AskedLead,
  BringOn,
  ResumeStuck,
  FindReturned,
  FollowAccount,
  FollowBranch,
  FollowRules,
  HastenLeads,
  HastenTransfers,
];
