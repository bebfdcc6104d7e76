/**
 * What the window may ask of the computer it stands on. In Electron the preload
 * answers; in a browser the page does what a page can.
 */
export interface Host {
  readonly kind: 'electron' | 'browser';
  /** Asks for recordings; full paths, empty when the person thinks better of it. Electron only. */
  openFiles(): Promise<string[]>;
  /** Asks where to save `name`; a full path, or null. Electron only. */
  saveFile(name: string): Promise<string | null>;
  /** Full path of a dropped file, or '' where a page cannot know it. */
  pathOf(file: File): string;
}
