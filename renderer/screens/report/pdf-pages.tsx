/** The pages of the PDF as they will be printed, drawn by pdf.js from the very bytes. */
// The build for older browsers: a hospital's may lack what the newest one takes for granted.
import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFDocumentProxy, RenderTask } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { useCallback, useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { W } from '../../parts/words.ts';

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;

/** CSS pixels of a point at 96 dpi. */
const PX_PER_POINT = 96 / 72;

/** What lies beside and over a page, from its number and height. */
type Beside = (page: number, height: number) => ReactNode;

interface PagesProps {
  width: number;
  /** The least number of pixels across, 0 for the screen's own. */
  density: number;
  /** Told of each page that was drawn; stays the same function. */
  onDrawn: (page: number, canvas: HTMLCanvasElement) => void;
  beside: Beside;
}

/** A page. `stale`: other bytes are on their way; what is seen stays until they are drawn. */
function Page({ document: pdf, number, width, density, stale, onDrawn, beside }: PagesProps & { document: PDFDocumentProxy; number: number; stale: boolean }): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height, setHeight] = useState(Math.round(width * Math.SQRT2));
  const [drawn, setDrawn] = useState<{ of: PDFDocumentProxy; density: number } | null>(null);
  useEffect(() => {
    let task: RenderTask | null = null;
    let gone = false;
    const draw = async (): Promise<void> => {
      const page = await pdf.getPage(number);
      const natural = page.getViewport({ scale: 1 });
      const ratio = Math.max(window.devicePixelRatio || 1, density / width);
      const viewport = page.getViewport({ scale: (width / natural.width) * ratio });
      if (gone) return;
      setHeight(Math.round((width * natural.height) / natural.width));
      // Drawn aside and put there whole: a page that changes does not blink.
      const aside = document.createElement('canvas');
      [aside.width, aside.height] = [Math.floor(viewport.width), Math.floor(viewport.height)];
      task = page.render({ canvas: aside, viewport });
      await task.promise;
      const target = canvas.current;
      if (gone || !target) return;
      [target.width, target.height] = [aside.width, aside.height];
      target.getContext('2d')?.drawImage(aside, 0, 0);
      setDrawn({ of: pdf, density: Math.max(1, density) });
      onDrawn(number, target);
    };
    draw().catch((thrown: unknown) => {
      // A page that is drawn anew, or whose document was replaced, stops the drawing before it.
      if (!gone && !(thrown instanceof pdfjs.RenderingCancelledException)) throw thrown;
    });
    return () => {
      gone = true;
      task?.cancel();
    };
  }, [pdf, number, width, density, onDrawn]);
  const sharpness = !stale && drawn?.of === pdf ? drawn.density : 0;
  return (
    <div className="sheet" style={{ width }} data-sheet={number}>
      <canvas ref={canvas} className="pdf-page" role="img" aria-label={W.report.page(number, pdf.numPages)} data-testid="report-page" data-page={number} data-drawn={sharpness > 0} data-density={sharpness} style={{ width, height }} />
      {beside(number, height)}
    </div>
  );
}

/** All pages one under the other, `onShown` told once all of these bytes are seen; `width` CSS pixels wide; at 100 % as wide as A4 at 96 dpi. */
export function PdfPages({ bytes, width, density, onDrawn, onShown, beside }: PagesProps & { bytes: Uint8Array; onShown: (bytes: Uint8Array | null) => void }): ReactElement {
  const [shown, setShown] = useState<{ bytes: Uint8Array; pdf: PDFDocumentProxy; drawn: Set<number>; destroy: () => void } | null>(null);
  const [failure, setFailure] = useState('');
  useEffect(() => {
    // pdf.js takes the bytes away from whoever gives them: it gets a copy.
    const task = pdfjs.getDocument({ data: bytes.slice(), useWasm: false });
    const destroy = (): void => void task.destroy();
    let gone = false;
    let taken = false;
    setFailure('');
    task.promise
      .then((pdf) => {
        if (gone) return;
        taken = true;
        setShown({ bytes, pdf, drawn: new Set(), destroy });
      })
      .catch((thrown: unknown) => {
        // Bytes that were replaced while they were read are no failure.
        if (!gone) setFailure(thrown instanceof Error ? thrown.message : String(thrown));
      });
    return () => {
      gone = true;
      if (!taken) destroy();
    };
  }, [bytes]);
  // Pages of before are seen, and drawn in other sizes, until the next are there.
  useEffect(() => shown?.destroy, [shown]);
  const drawnOne = useCallback(
    (page: number, canvas: HTMLCanvasElement) => {
      onDrawn(page, canvas);
      if (shown?.drawn.add(page).size === shown?.pdf.numPages) onShown(shown?.bytes ?? null);
    },
    [onDrawn, onShown, shown],
  );
  useEffect(() => () => onShown(null), [onShown]);
  if (failure) return <p role="alert">{failure}</p>;
  if (!shown) return <div className="pdf-page skeleton" style={{ width, height: Math.round(width * Math.SQRT2) }} />;
  const { pdf } = shown;
  return (
    <>
      {Array.from({ length: pdf.numPages }, (_, i) => (
        <Page key={i} document={pdf} number={i + 1} width={width} density={density} stale={shown.bytes !== bytes} onDrawn={drawnOne} beside={beside} />
      ))}
    </>
  );
}

/** Pixels across A4 at 240 dpi: what is printed. */
export const PRINT_DENSITY = 1984;

/** Width of A4 at 96 dpi, CSS pixels. */
export const A4_WIDTH = Math.round(595.28 * PX_PER_POINT);
