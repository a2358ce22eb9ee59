import { BusModule } from '@hub/bus';
import { JournalWriter } from '@hub/journal';
import { Module, type DynamicModule } from '@nestjs/common';
import { CardReader } from './card/read-cards.js';
import { ContactKind } from './card/contact-kind.js';
import { ReadDue } from './card/read-due.js';
import { ReadLane } from './card/read-lane.js';
import { ReadPage } from './card/read-page.js';
import { SaveReadings } from './card/save-readings.js';
import { FieldCodes } from './echo/field-codes.js';
import { OwnWriteConsumer } from './echo/own-write.consumer.js';
import { OwnWriteEntity } from './echo/own-write.entity.js';
import { OwnWrites } from './echo/own-writes.js';
import { TakeEcho } from './echo/take-echo.js';
import { DroppedHints } from './feed/dropped-hints.js';
import { FoldLeads } from './feed/fold-leads.js';
import { FindLoose } from './feed/find-loose.js';
import { FindMerged } from './feed/find-merged.js';
import { HookSilence } from './feed/hook-silence.js';
import { JudgePoll } from './feed/judge-poll.js';
import { PollFeed } from './feed/poll-feed.js';
import { PollSchedule } from './feed/poll-schedule.js';
import { PublishHeals } from './feed/publish-heals.js';
import { ReadEvents } from './feed/read-events.js';
import { ReadWindow } from './feed/read-window.js';
import { RecordWindow } from './feed/record-window.js';
import { AskContacts } from './fill/ask-contacts.js';
import { BeginContacts } from './fill/begin-contacts.js';
import { ReadContacts } from './fill/read-contacts.js';
import { AskCheck } from './fill/ask-check.js';
import { BeginJournal } from './fill/begin-journal.js';
import { CheckJournal } from './fill/check-journal.js';
import { CheckConsumer } from './fill/check.consumer.js';
import { CompareChanged } from './fill/compare-changed.js';
import { ConfigurationSchedule } from './fill/configuration-schedule.js';
import { FillAccount } from './fill/fill-account.js';
import { FillConsumer } from './fill/fill.consumer.js';
import { AreContactsWanted } from './fill/are-contacts-wanted.js';
import { FillContacts } from './fill/fill-contacts.js';
import { FillFeed } from './fill/fill-feed.js';
import { FollowContacts } from './fill/follow-contacts.js';
import { ConfigurationReader } from './fill/read-configuration.js';
import { WalkCards } from './fill/walk-cards.js';
import { FollowAccounts } from './follow-accounts.js';
import { ForgetAccount } from './forget-account.js';
import { DueCardEntity } from './hint/due-card.entity.js';
import { DueCards } from './hint/due-cards.js';
import { HintConsumer } from './hint/hint.consumer.js';
import { Intake } from './hint/intake.js';
import { ReadingConsumer } from './hint/reading.consumer.js';
import { ReadRoundEntity } from './hint/read-round.entity.js';
import { SeenChangeEntity } from './hint/seen-change.entity.js';
import { PlaceHint } from './hint/place-hint.js';
import { SeenChanges } from './hint/seen-changes.js';
import { UnreadCards } from './hint/unread-cards.js';
import { ObserverConfig } from './observer.config.js';
import { PurgeOld } from './purge-old.js';
import { ContactsController } from './rest/contacts.controller.js';
import { JournalController } from './rest/journal.controller.js';

/** The tables of this service; those of the journal are in libs/journal. */
export const observerEntities = [DueCardEntity, OwnWriteEntity, ReadRoundEntity, SeenChangeEntity];

/** The observer. Needs the global providers of the process, of libs/accounts, libs/amocrm and libs/journal. */
@Module({})
export class ObserverModule {
  static of(config: ObserverConfig): DynamicModule {
    return {
      module: ObserverModule,
      imports: [BusModule.forService('observer')],
      controllers: [ContactsController, JournalController],
      providers: [
        { provide: ObserverConfig, useValue: config },
        { provide: JournalWriter, useFactory: () => new JournalWriter() },
        AskCheck,
        AskContacts,
        BeginContacts,
        ReadContacts,
        AreContactsWanted,
        BeginJournal,
        CardReader,
        CheckConsumer,
        CheckJournal,
        CompareChanged,
        ConfigurationReader,
        ConfigurationSchedule,
        ContactKind,
        DroppedHints,
        DueCards,
        FieldCodes,
        FillAccount,
        FillConsumer,
        FillContacts,
        FillFeed,
        FindLoose,
        FindMerged,
        FollowAccounts,
        FollowContacts,
        FoldLeads,
        ForgetAccount,
        HintConsumer,
        HookSilence,
        Intake,
        JudgePoll,
        OwnWriteConsumer,
        OwnWrites,
        PollFeed,
        PollSchedule,
        PublishHeals,
        PurgeOld,
        ReadDue,
        ReadEvents,
        ReadLane,
        ReadPage,
        ReadWindow,
        ReadingConsumer,
        RecordWindow,
        SaveReadings,
        PlaceHint,
        SeenChanges,
        TakeEcho,
        UnreadCards,
        WalkCards,
      ],
    };
  }
}
