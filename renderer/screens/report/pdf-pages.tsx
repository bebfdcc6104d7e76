/** The pages of the PDF as they will be printed, drawn by pdf.js from the very bytes. */
// The build for older browsers: a hospital's may lack what the newest one takes for granted.
import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFDocumentProxy, RenderTask } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { W } from '../../parts/words.ts';

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;

/** CSS pixels of a point at 96 dpi. */
const PX_PER_POINT = 96 / 72;

function Page({ document: pdf, number, width, density }: { document: PDFDocumentProxy; number: number; width: number; density: number }): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height, setHeight] = useState(Math.round(width * Math.SQRT2));
  const [drawn, setDrawn] = useState(0);
  useEffect(() => {
    let task: RenderTask | null = null;
    let gone = false;
    const draw = async (): Promise<void> => {
      const page = await pdf.getPage(number);
      const natural = page.getViewport({ scale: 1 });
      const ratio = Math.max(window.devicePixelRatio || 1, density / width);
      const viewport = page.getViewport({ scale: (width / natural.width) * ratio });
      const target = canvas.current;
      if (!target || gone) return;
      setHeight(Math.round((width * natural.height) / natural.width));
      target.width = Math.floor(viewport.width);
      target.height = Math.floor(viewport.height);
      task = page.render({ canvas: target, viewport });
      await task.promise;
      if (!gone) setDrawn(Math.max(1, density));
    };
    draw().catch((thrown: unknown) => {
      // A page that is drawn anew, or whose document was replaced, stops the drawing before it.
      if (!gone && !(thrown instanceof pdfjs.RenderingCancelledException)) throw thrown;
    });
    return () => {
      gone = true;
      task?.cancel();
    };
  }, [pdf, number, width, density]);
  return <canvas ref={canvas} className="pdf-page" role="img" aria-label={W.report.page(number, pdf.numPages)} data-testid="report-page" data-page={number} data-drawn={drawn > 0} data-density={drawn} style={{ width, height }} />;
}

/**
 * All pages one under the other, `width` CSS pixels wide; at 100 % as wide as A4 at 96 dpi.
 * `density` is the least number of pixels across, 0 for the screen's own.
 */
export function PdfPages({ bytes, width, density }: { bytes: Uint8Array; width: number; density: number }): ReactElement {
  const [pdf, setPdf] = useState<PDFDocumentProxy | null>(null);
  const [failure, setFailure] = useState('');
  useEffect(() => {
    // pdf.js takes the bytes away from whoever gives them: it gets a copy.
    const task = pdfjs.getDocument({ data: bytes.slice(), useWasm: false });
    let gone = false;
    setFailure('');
    task.promise
      .then((loaded) => {
        if (!gone) setPdf(loaded);
      })
      .catch((thrown: unknown) => {
        // Bytes that were replaced while they were read are no failure.
        if (!gone) setFailure(thrown instanceof Error ? thrown.message : String(thrown));
      });
    return () => {
      gone = true;
      setPdf(null);
      void task.destroy();
    };
  }, [bytes]);
  if (failure) return <p role="alert">{failure}</p>;
  if (!pdf) return <div className="pdf-page skeleton" style={{ width, height: Math.round(width * Math.SQRT2) }} />;
  return (
    <>
      {Array.from({ length: pdf.numPages }, (_, i) => (
        <Page key={i} document={pdf} number={i + 1} width={width} density={density} />
      ))}
    </>
  );
}

/** Pixels across A4 at 240 dpi: what is printed. */
export const PRINT_DENSITY = 1984;

/** Width of A4 at 96 dpi, CSS pixels. */
export const A4_WIDTH = Math.round(595.28 * PX_PER_POINT);
