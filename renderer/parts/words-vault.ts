/** Words of the screen that unlocks an encrypted data folder. */
export const WV = {
  title: 'Encrypted',
  lead: 'The cases on this computer are encrypted. They open with the passphrase of the data folder, which is nobody’s password.',
  passphrase: 'Passphrase of the data folder',
  recovery: 'Recovery key',
  recoveryLead: 'The recovery key was shown once, when encryption was turned on: eight groups of four letters and digits.',
  unlock: 'Unlock',
  unlocking: 'Unlocking',
  useRecovery: 'The passphrase is lost',
  usePassphrase: 'Back',
  caps: 'Caps Lock is on.',
} as const;
