/** Small drawn signs. They say nothing alone: a word or a label stands beside each. */
import type { ReactElement, ReactNode } from 'react';

interface IconProps {
  size?: number;
}

const drawn = (children: ReactNode, box = 14) =>
  function Icon({ size = 13 }: IconProps): ReactElement {
    return (
      <svg className="mk" width={size} height={size} viewBox={`0 0 ${box} ${box}`} fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
        {children}
      </svg>
    );
  };

export const Pin = drawn(<><circle cx="7" cy="4.4" r="3.2" fill="currentColor" stroke="none" /><path d="M7 7v5.6" /></>);
export const Flag = drawn(<path d="M3.5 13V1.8h7.3L8.6 4.9l2.2 3.1H3.5" strokeWidth="1.4" />);
export const Stack = drawn(<path d="M2.5 5.2h6.3v6.3H2.5zM5.2 5V2.5h6.3v6.3H9" strokeWidth="1.3" />);
export const Tick = drawn(<path d="m2.5 7.5 3 3 6-7" stroke="var(--you)" strokeWidth="1.8" />);
export const Unseen = drawn(<circle cx="7" cy="7" r="4.6" stroke="var(--ink-3)" strokeWidth="1.3" strokeDasharray="2 1.7" />);
export const Pencil = drawn(<path d="M2.5 11.5 3.2 9l6-6 1.8 1.8-6 6z" stroke="var(--you)" strokeWidth="1.4" />);
export const Again = drawn(<path d="M11.5 7A4.5 4.5 0 1 1 10 3.6M10.2 1v2.8H7.4" stroke="var(--warn)" />);
export const Cross = drawn(<path d="m3.5 3.5 7 7m0-7-7 7" />);
export const Clock = drawn(
  <>
    <circle cx="7" cy="7" r="4.8" strokeWidth="1.3" />
    <path d="M7 4.2V7l2 1.4" strokeWidth="1.3" />
  </>,
);
export const Lens = drawn(
  <>
    <circle cx="6" cy="6" r="4" />
    <path d="m9 9 3.5 3.5" />
  </>,
);
export const ChevronDown = drawn(<path d="m4 5.5 3 3 3-3" />);
export const Back = drawn(<path d="M7.5 2 3.5 6l4 4" />, 12);
export const Undo = drawn(<path d="M5.5 3 2.5 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6.5" />, 16);
export const Redo = drawn(<path d="m10.5 3 3 3-3 3M13.5 6H6a3.5 3.5 0 0 0 0 7h3.5" />, 16);
export const Lock = drawn(
  <>
    <rect x="3" y="6.2" width="8" height="5.6" rx="1" />
    <path d="M4.8 6V4.4a2.2 2.2 0 0 1 4.4 0V6" />
  </>,
);
export const Gear = drawn(
  <>
    <circle cx="8" cy="8" r="1.9" strokeWidth="1.2" />
    <path d="M6.8 1.5h2.4l.4 1.8 1.1.6 1.8-.6 1.2 2.1-1.4 1.2v1.2l1.4 1.3-1.2 2.1-1.8-.6-1.1.7-.4 1.8H6.8l-.4-1.8-1.1-.7-1.8.6-1.2-2.1 1.4-1.3V6.6L2.3 5.4l1.2-2.1 1.8.6 1.1-.6z" strokeWidth="1.2" strokeLinejoin="round" />
  </>,
  16,
);
export const Chip = drawn(
  <>
    <rect x="2" y="2" width="6" height="6" rx="1" strokeWidth="1" />
    <path d="M4 .5V2M6 .5V2M4 8v1.5M6 8v1.5M.5 4H2M.5 6H2M8 4h1.5M8 6h1.5" strokeWidth="1" />
  </>,
  10,
);
export const Warning = drawn(
  <>
    <path d="M7 1.8 12.8 12H1.2z" />
    <path d="M7 5.5v3M7 10v.6" />
  </>,
);
export const Urgent = drawn(<path d="M7 1.5 12.5 8H9v4.5H5V8H1.5z" fill="var(--ink)" stroke="none" />);
export const Soon = drawn(<path d="M7 2.5 12 8H9v4H5V8H2z" stroke="var(--ink-2)" strokeWidth="1.4" />);
export const Working = drawn(
  <>
    <circle cx="7" cy="7" r="5" stroke="var(--line-2)" />
    <path d="M7 2a5 5 0 0 1 5 5" stroke="var(--ink-2)" />
  </>,
);
export const Full = drawn(<circle cx="7" cy="7" r="4.6" fill="var(--ink)" stroke="none" />);
export const Half = drawn(
  <>
    <circle cx="7" cy="7" r="4.8" stroke="var(--you)" strokeWidth="1.4" />
    <path d="M7 2.2a4.8 4.8 0 0 1 0 9.6z" fill="var(--you)" stroke="none" />
  </>,
);

export function Brand(): ReactElement {
  return (
    <svg className="mk" width="26" height="16" viewBox="0 0 26 16" fill="none" stroke="var(--ink)" strokeWidth="1.6" strokeLinejoin="round" strokeLinecap="round" aria-hidden="true">
      <path d="M1 10.5h7.5l1.6 2L13 2l2.6 12 1.6-3.5H25" />
    </svg>
  );
}
