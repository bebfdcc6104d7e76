/** The few words that stand outside the window: the menu bar and the system's dialogs, in the system's language. */
import { languageOf, type Language } from '../core/contract/languages.ts';

interface Words {
  file: string;
  quit: string;
  edit: string;
  undo: string;
  redo: string;
  cut: string;
  copy: string;
  paste: string;
  selectAll: string;
  view: string;
  actualSize: string;
  zoomIn: string;
  zoomOut: string;
  fullScreen: string;
  window: string;
  minimise: string;
  close: string;
  importTitle: string;
  recordings: string;
  allFiles: string;
  /** Asked where closing the window would lose edits. */
  unsaved: string;
  unsavedHint: string;
  stay: string;
  closeAnyway: string;
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    file: '&File',
    quit: 'Quit',
    edit: '&Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    view: '&View',
    actualSize: 'Actual size',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fullScreen: 'Full screen',
    window: '&Window',
    minimise: 'Minimise',
    close: 'Close',
    importTitle: 'Import recordings',
    recordings: 'ECG recordings',
    allFiles: 'All files',
    unsaved: 'Some edits are not saved and could not be kept',
    unsavedHint: 'They are lost when the window closes. Make room on the disk and try again first.',
    stay: 'Stay',
    closeAnyway: 'Close and lose them',
  },
  de: {
    file: '&Datei',
    quit: 'Beenden',
    edit: '&Bearbeiten',
    undo: 'Rückgängig',
    redo: 'Wiederherstellen',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    selectAll: 'Alles auswählen',
    view: '&Ansicht',
    actualSize: 'Originalgröße',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    fullScreen: 'Vollbild',
    window: '&Fenster',
    minimise: 'Minimieren',
    close: 'Schließen',
    importTitle: 'Aufzeichnungen importieren',
    recordings: 'EKG-Aufzeichnungen',
    allFiles: 'Alle Dateien',
    unsaved: 'Einige Änderungen sind nicht gesichert und konnten nicht aufgehoben werden',
    unsavedHint: 'Sie gehen verloren, wenn das Fenster schließt. Schaffen Sie Platz auf dem Datenträger und versuchen Sie es zuerst erneut.',
    stay: 'Bleiben',
    closeAnyway: 'Schließen und verlieren',
  },
  'zh-Hant': {
    file: '檔案(&F)',
    quit: '結束',
    edit: '編輯(&E)',
    undo: '復原',
    redo: '重做',
    cut: '剪下',
    copy: '複製',
    paste: '貼上',
    selectAll: '全選',
    view: '檢視(&V)',
    actualSize: '實際大小',
    zoomIn: '放大',
    zoomOut: '縮小',
    fullScreen: '全螢幕',
    window: '視窗(&W)',
    minimise: '最小化',
    close: '關閉',
    importTitle: '匯入紀錄',
    recordings: '心電圖紀錄',
    allFiles: '所有檔案',
    unsaved: '有些修改尚未儲存，也無法保留',
    unsavedHint: '關閉視窗後即會遺失。請先騰出磁碟空間再試一次。',
    stay: '留下',
    closeAnyway: '關閉並捨棄',
  },
};

/** Words in the language of the system, as the runtime tells it. */
export function systemWords(): Words {
  return WORDS[languageOf([new Intl.DateTimeFormat().resolvedOptions().locale])];
}
