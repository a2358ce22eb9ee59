import { Reply, type ReplyAbout } from '@hub/bus';
import { ListPath, WriteList, type ReleasedLists, type WrittenList } from '@hub/contracts';
import { Controller, Inject } from '@nestjs/common';
import { BringList } from './bring-list.js';
import { CompareList } from './compare-list.js';

/** Lists of HQ accounts that another service keeps: sync writes them, and knows what releases have of them. */
@Controller()
export class ListResponder {
  constructor(
    @Inject(BringList) private readonly bring: BringList,
    @Inject(CompareList) private readonly compare: CompareList,
  ) {}

  @Reply('sync.lists.write')
  async write(request: WriteList, { signal }: ReplyAbout): Promise<WrittenList> {
    return this.bring.run(request, signal);
  }

  @Reply('sync.lists.released')
  async released(request: ListPath): Promise<ReleasedLists> {
    return this.compare.run(request);
  }
}
