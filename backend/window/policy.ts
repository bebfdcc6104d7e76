/** What the window's page may do, the same in a browser and in Electron: nothing but itself. */

/**
 * Headers of every answer that holds a file of the window. `socketOrigins` are
 * the WebSocket origins that the page may connect to; none in Electron.
 */
export function windowHeaders(socketOrigins: readonly string[] = []): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    // Thumbnails and the report's pages are drawn here and shown from memory.
    "img-src 'self' data: blob:",
    "worker-src 'self' blob:",
    `connect-src 'self' ${socketOrigins.join(' ')}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), usb=(), serial=(), hid=(), payment=()',
    'Cache-Control': 'no-store',
  };
}
