/**
 * Tests on a software WebGPU adapter: SwiftShader and the Vulkan loader as Debian's
 * Chromium brings them; `ISOLINE_SWIFTSHADER` names another folder that holds both.
 * Where there is none these tests are skipped by name.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';

export interface SoftwareAdapter {
  /** Folder of the Vulkan loader. */
  loader: string;
  /** File that describes the driver. */
  driver: string;
}

/** Registers `describe(name)` with the adapter. Throws where the folder is named but holds none. */
export function withSoftwareAdapter(name: string, body: (adapter: SoftwareAdapter) => void): void {
  const named = process.env['ISOLINE_SWIFTSHADER'];
  const loader = named ?? '/usr/lib/chromium';
  const driver = join(loader, 'vk_swiftshader_icd.json');
  const there = process.platform === 'linux' && existsSync(driver) && existsSync(join(loader, 'libvulkan.so.1'));
  if (named !== undefined && !there) throw new Error(`ISOLINE_SWIFTSHADER names ${named}, which holds no SwiftShader`);
  if (there) describe(name, () => body({ loader, driver }));
  else describe.skip(`${name} (skipped: no SwiftShader)`, () => body({ loader, driver }));
}
