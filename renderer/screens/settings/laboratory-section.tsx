/** What the laboratory is called on paper. */
import type { ReactElement } from 'react';
import { WP } from '../../parts/words-people.ts';
import { SettingLine } from './setting-line.tsx';

export function LaboratorySection(): ReactElement {
  return <SettingLine name="laboratory" label={WP.laboratory.name} hint={WP.laboratory.hint} shipped="" />;
}
