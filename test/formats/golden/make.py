"""Makes the golden records of this folder with the Python package wfdb (see MADE-BY.md)."""
import os

import numpy as np
import wfdb

here = os.path.dirname(os.path.abspath(__file__))
t = np.arange(101)
waves = np.stack([np.round(60 * np.sin(t / 7)), np.round(50 * np.cos(t / 5)) - 3], axis=1).astype(int)
for fmt in ["16", "24", "32", "80", "212"]:
    wfdb.wrsamp("g" + fmt, fs=250, units=["mV", "mV"], sig_name=["A", "B"], d_signal=waves, fmt=[fmt] * 2,
                adc_gain=[100, 200], baseline=[0, -5], write_dir=here)
np.savetxt(os.path.join(here, "samples.csv"), waves, fmt="%d", delimiter=",")
wfdb.wrann("g16", "atr", np.array([5, 40, 41, 70, 5000, 9000, 700000]), symbol=["N", "V", "~", "+", "A", '"', "Q"],
           subtype=np.array([0, 0, -1, 0, 0, 0, 3]), chan=np.array([0, 0, 0, 1, 1, 0, 0]), num=np.array([0, 0, 0, 0, 2, 2, 0]),
           aux_note=["", "", "", "(AFIB", "", "dizzy", ""], write_dir=here)
