/**
 * Whether WebGPU can be tried at all. On Linux it stands on the Vulkan loader;
 * where that is not installed, trying only makes the native library complain
 * on the terminal of everybody who has no GPU.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const LOADER = 'libvulkan.so.1';
const FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib', '/lib/x86_64-linux-gnu', '/lib64', '/lib', '/usr/local/lib', '/run/opengl-driver/lib'];

/** Why WebGPU need not be tried, in words; empty where it may answer. */
export function missingLoader(): string {
  if (process.platform !== 'linux') return '';
  const asked = (process.env['LD_LIBRARY_PATH'] ?? '').split(':').filter(Boolean);
  return [...asked, ...FOLDERS].some((folder) => existsSync(join(folder, LOADER))) ? '' : `no GPU driver with Vulkan (${LOADER}) is installed`;
}
