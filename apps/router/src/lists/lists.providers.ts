import type { Provider } from '@nestjs/common';
import { BranchListConsumer } from './branch-list.consumer.js';
import { BranchListRepository } from './branch-list.repository.js';
import { CheckReleased } from './check-released.js';
import { EnqueueBranchList } from './enqueue-branch-list.js';
import { KeepBranchList } from './keep-branch-list.js';
import { RecordBranchList } from './record-branch-list.js';
import { WantedLists } from './wanted-lists.js';

/** What this folder gives to the router's module. */
export const listsProviders: Provider[] = [
  BranchListConsumer,
  BranchListRepository,
  CheckReleased,
  EnqueueBranchList,
  KeepBranchList,
  RecordBranchList,
  WantedLists,
];
