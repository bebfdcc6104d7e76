import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { networkOf, refuseNetwork } from '../../backend/database/network.ts';
import { failureOf } from './helpers.ts';

describe('a data folder on a network drive', () => {
  it('is known by the number of its file system or by its name, and refused with the reason', () => {
    const linux = (type: number): string | null => networkOf('/mnt/ecg', () => type, 'linux');
    expect([0x6969, 0xff534d42, 0xff534d42 | 0, 0xfe534d42].map(linux)).toEqual(['NFS', 'CIFS', 'CIFS', 'SMB2']);
    // ext4, btrfs, tmpfs, overlay, 9p.
    expect([0xef53, 0x9123683e, 0x01021994, 0x794c7630, 0x01021997].map(linux)).toEqual([null, null, null, null, null]);
    const windows = (folder: string): string | null => networkOf(folder, () => 0, 'win32');
    expect(['\\\\server\\ecg', '//server/ecg', 'C:\\ecg', '\\\\?\\C:\\ecg'].map(windows)).toEqual(['SMB', 'SMB', null, null]);
    expect(failureOf(() => refuseNetwork('/mnt/ecg', 'NFS'))).toBe('data-folder-unusable');
    expect(failureOf(() => refuseNetwork(tmpdir()))).toBe('none');
  });
});
