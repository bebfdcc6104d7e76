/** What stands at the head of reports: name, address and logo of the laboratory, out of the workplace. */
import { ADDRESS_SETTING, addressLines, readPicture, type Picture } from '../../core/study/picture.ts';
import type { WorkplaceDatabase } from './workplace-database.ts';

/** Name of the logo among the pictures of the workplace. */
export const LOGO = 'logo';

export interface LaboratoryHead {
  laboratory: string;
  address: string[];
  logo: Picture | null;
}

/** The laboratory's logo; null where there is none. */
export function logoOf(workplace: Pick<WorkplaceDatabase, 'picture'>): Picture | null {
  const bytes = workplace.picture(LOGO);
  return bytes && readPicture(bytes);
}

/** Name, address and logo as they stand now. */
export function laboratoryHead(workplace: Pick<WorkplaceDatabase, 'picture' | 'settings'>): LaboratoryHead {
  const settings = workplace.settings();
  return { laboratory: settings['laboratory'] ?? '', address: addressLines(settings[ADDRESS_SETTING]), logo: logoOf(workplace) };
}
