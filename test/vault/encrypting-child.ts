/** Encrypts a folder and says each file, until it is killed. */
import { encryptFolder } from '../../backend/database/encrypt-folder.ts';
import { Vault } from '../../backend/vault/vault.ts';
import { CHEAP } from './helpers.ts';

const [folder = '', passphrase = ''] = process.argv.slice(2);
const { vault } = await Vault.create(folder, passphrase, undefined, CHEAP);
for (const { file } of encryptFolder(folder, vault)) {
  console.log(file);
  // Whoever listens has the time to act between two files.
  await new Promise((resolve) => setTimeout(resolve, 20));
}
