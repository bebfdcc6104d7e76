/** Sentences about the inference server. */
export const WI = {
  title: 'Inference server',
  lead: 'analysis by another computer; none as it comes',
  what: 'A Triton server of your department can run the beat classifier for this computer. Leave the address empty to keep everything here.',
  sent: 'Sent to it: windows of the filtered signal of each lead, the patient’s usual beat, the places of the R peaks and numbers about intervals. Never sent: name, number, dates, notes or anything else of the patient or the laboratory.',
  checked: 'Before it is used, its answers are compared with those of the model on this computer. The case and the report name it.',
  address: 'Address',
  hint: 'like https://gpu.hospital.example:8000; for all recordings from then on; http only on this computer itself',
};
