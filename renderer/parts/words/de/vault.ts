/** Words of the screen that unlocks an encrypted data folder, in German. */
import type { Like } from '../../language.ts';
import type * as en from '../en/vault.ts';

export const WV: Like<typeof en.WV> = {
  title: 'Verschlüsselt',
  lead: 'Die Fälle auf diesem Computer sind verschlüsselt. Sie öffnen sich mit der Passphrase des Datenordners; sie ist niemandes Passwort.',
  passphrase: 'Passphrase des Datenordners',
  recovery: 'Wiederherstellungsschlüssel',
  recoveryLead: 'Der Wiederherstellungsschlüssel wurde einmal gezeigt, als die Verschlüsselung eingeschaltet wurde: acht Gruppen aus vier Buchstaben und Ziffern.',
  unlock: 'Öffnen',
  unlocking: 'Wird geöffnet',
  useRecovery: 'Die Passphrase ist verloren',
  usePassphrase: 'Zurück',
  caps: 'Die Feststelltaste ist an.',
  section: {
    title: 'Verschlüsselung',
    lead: 'was auf der Platte liegt',
    on: 'Die Fälle sind verschlüsselt',
    off: 'Die Fälle sind nicht verschlüsselt',
    onLead: 'Datenbanken, Abtastwerte, Berichte und Sicherungen jedes Falls haben einen eigenen Schlüssel, der mit dem Fall vernichtet wird. Wer diesen Computer oder eine Kopie des Datenordners hat, braucht die Passphrase oder den Wiederherstellungsschlüssel, um etwas davon zu lesen.',
    offLead: 'Wer diesen Computer, seine Platte oder eine Kopie des Datenordners hat, kann sie lesen. Verwenden Sie eine verschlüsselte Platte, oder verschlüsseln Sie den Datenordner.',
    turnOn: 'Isoline schließen, dann in einem Terminal:',
    turnOff: 'Um sie zurückzunehmen, Isoline schließen, dann in einem Terminal:',
    change: 'Passphrase des Datenordners',
    before: 'Bisherige Passphrase',
    fresh: 'Neue Passphrase',
    again: 'Noch einmal',
    changeHint: 'Sagen Sie sie allen, die Isoline hier starten. Sie wird nach jedem Start einmal verlangt und ist niemandes Passwort. Der Wiederherstellungsschlüssel bleibt derselbe.',
    changeNow: 'Ändern',
    changed: 'Die Passphrase des Datenordners ist geändert',
    short: (least) => `Eine Passphrase hat mindestens ${least} Zeichen.`,
    different: 'Die beiden sind nicht gleich.',
  },
};
