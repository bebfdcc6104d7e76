/**
 * The sections of the settings, in the order of their list. A new one is a file
 * beside this and a line here.
 */
import type { ReactElement } from 'react';
import type { Role } from '../../../core/contract/people.ts';
import { WN } from '../../parts/words-conclusion.ts';
import { WM } from '../../parts/words-benchmark.ts';
import { WG } from '../../parts/words-devices.ts';
import { WP } from '../../parts/words-people.ts';
import { WB } from '../../parts/words-colours.ts';
import { WL } from '../../parts/words-limits.ts';
import { WK } from '../../parts/words-rebinding.ts';
import { WI } from '../../parts/words-server.ts';
import { WT } from '../../parts/words-thresholds.ts';
import { WV } from '../../parts/words-vault.ts';
import { BackupsSection } from './backups-section.tsx';
import { BenchmarkSection } from './benchmark-section.tsx';
import { ColoursSection } from './colours-section.tsx';
import { DevicesSection } from './devices-section.tsx';
import { EncryptionSection } from './encryption-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { LanguageSection } from './language-section.tsx';
import { LaboratorySection } from './laboratory-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import { LogSection } from './log-section.tsx';
import { PeopleSection } from './people-section.tsx';
import { SentencesSection } from './sentences-section.tsx';
import { ThresholdsSection } from './thresholds-section.tsx';
import { ServerSection } from './server-section.tsx';

export interface SettingsSection {
  id: string;
  group: keyof typeof WP.settings.groups;
  title: () => string;
  /** A few words beside the title. */
  lead: () => string;
  /** Who may see it at all. */
  least: Role;
  Body: () => ReactElement | null;
}

export const SECTIONS: readonly SettingsSection[] = [
  { id: 'language', group: 'you', title: () => WP.language.title, lead: () => WP.language.lead, least: 'observer', Body: LanguageSection },
  { id: 'keys', group: 'you', title: () => WK.title, lead: () => WK.lead, least: 'observer', Body: KeysSection },
  { id: 'colours', group: 'you', title: () => WB.title, lead: () => WB.lead, least: 'observer', Body: ColoursSection },
  { id: 'laboratory', group: 'laboratory', title: () => WP.laboratory.title, lead: () => WP.laboratory.lead, least: 'observer', Body: LaboratorySection },
  { id: 'thresholds', group: 'laboratory', title: () => WT.title, lead: () => WT.lead, least: 'observer', Body: ThresholdsSection },
  { id: 'limits', group: 'laboratory', title: () => WL.title, lead: () => WL.lead, least: 'observer', Body: LimitsSection },
  { id: 'sentences', group: 'laboratory', title: () => WN.settings.title, lead: () => WN.settings.lead, least: 'observer', Body: SentencesSection },
  { id: 'people', group: 'laboratory', title: () => WP.people.title, lead: () => WP.people.lead, least: 'observer', Body: PeopleSection },
  { id: 'access-log', group: 'laboratory', title: () => WP.log.title, lead: () => WP.log.lead, least: 'lead', Body: LogSection },
  { id: 'backups', group: 'computer', title: () => WP.backups.title, lead: () => WP.backups.lead, least: 'technician', Body: BackupsSection },
  { id: 'devices', group: 'computer', title: () => WG.title, lead: () => WG.lead, least: 'observer', Body: DevicesSection },
  { id: 'benchmark', group: 'computer', title: () => WM.title, lead: () => WM.lead, least: 'observer', Body: BenchmarkSection },
  { id: 'server', group: 'computer', title: () => WI.title, lead: () => WI.lead, least: 'lead', Body: ServerSection },
  { id: 'encryption', group: 'computer', title: () => WV.section.title, lead: () => WV.section.lead, least: 'observer', Body: EncryptionSection },
];
