"""torchaudio.transforms: of waveforms, and what masks or stretches spectrograms."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .audio_augment import add_noise, convolve, fftconvolve, mask_along_axis, mask_along_axis_iid
from .audio_filters import audio_gain, deemphasis, preemphasis
from .audio_resample import apply_resampling, common_divisor, resampling_kernel
from .audio_scales import mu_law_decoding, mu_law_encoding
from .audio_spectra import compute_deltas, phase_vocoder


class Resample(paddle.nn.Layer):
    """torchaudio.transforms.Resample."""

    def __init__(
        self,
        orig_freq: int = 16000,
        new_freq: int = 16000,
        resampling_method: str = "sinc_interp_hann",
        lowpass_filter_width: int = 6,
        rolloff: float = 0.99,
        beta: float | None = None,
        *,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.orig_freq = orig_freq
        self.new_freq = new_freq
        self.gcd = math.gcd(int(orig_freq), int(new_freq))
        self.resampling_method = resampling_method
        self.lowpass_filter_width = lowpass_filter_width
        self.rolloff = rolloff
        self.beta = beta
        if orig_freq != new_freq:
            common_divisor(orig_freq, new_freq)
            kernel, self.width = resampling_kernel(
                *self._rates(), lowpass_filter_width, rolloff, resampling_method, beta, dtype
            )
            self.register_buffer("kernel", kernel)

    def _rates(self) -> tuple[int, int]:
        return int(self.orig_freq) // self.gcd, int(self.new_freq) // self.gcd

    def forward(self, waveform: Any) -> Any:
        """[..., time] at the new rate."""
        if self.orig_freq == self.new_freq:
            return waveform
        return apply_resampling(waveform, *self._rates(), self.kernel, self.width)


class Speed(paddle.nn.Layer):
    """torchaudio.transforms.Speed: resampled, so that it plays faster by a factor."""

    def __init__(self, orig_freq: int, factor: float) -> None:
        super().__init__()
        self.orig_freq = orig_freq
        self.factor = factor
        source, target = int(factor * orig_freq), int(orig_freq)
        divisor = math.gcd(source, target)
        self.source_sample_rate, self.target_sample_rate = source // divisor, target // divisor
        self.resampler = Resample(orig_freq=self.source_sample_rate, new_freq=self.target_sample_rate)

    def forward(self, waveform: Any, lengths: Any = None) -> Any:
        """The waveform [..., time] and its lengths."""
        if lengths is not None:
            rates = self.target_sample_rate / self.source_sample_rate
            lengths = paddle.ceil(lengths * rates).astype(lengths.dtype)
        return self.resampler(waveform), lengths


class MuLawEncoding(paddle.nn.Layer):
    """torchaudio.transforms.MuLawEncoding."""

    def __init__(self, quantization_channels: int = 256) -> None:
        super().__init__()
        self.quantization_channels = quantization_channels

    def forward(self, x: Any) -> Any:
        """Values from -1 to 1 to integers."""
        return mu_law_encoding(x, self.quantization_channels)


class MuLawDecoding(paddle.nn.Layer):
    """torchaudio.transforms.MuLawDecoding."""

    def __init__(self, quantization_channels: int = 256) -> None:
        super().__init__()
        self.quantization_channels = quantization_channels

    def forward(self, x_mu: Any) -> Any:
        """Integers to values from -1 to 1."""
        return mu_law_decoding(x_mu, self.quantization_channels)


class ComputeDeltas(paddle.nn.Layer):
    """torchaudio.transforms.ComputeDeltas."""

    def __init__(self, win_length: int = 5, mode: str = "replicate") -> None:
        super().__init__()
        self.win_length = win_length
        self.mode = mode

    def forward(self, specgram: Any) -> Any:
        """[..., frequencies, frames] to slopes of the same shape."""
        return compute_deltas(specgram, self.win_length, self.mode)


class TimeStretch(paddle.nn.Layer):
    """torchaudio.transforms.TimeStretch."""

    def __init__(self, hop_length: int | None = None, n_freq: int = 201, fixed_rate: float | None = None) -> None:
        super().__init__()
        self.fixed_rate = fixed_rate
        hop = hop_length if hop_length is not None else n_freq - 1
        self.register_buffer("phase_advance", paddle.linspace(0, math.pi * hop, n_freq, dtype="float32").unsqueeze(-1))

    def forward(self, complex_specgrams: Any, overriding_rate: float | None = None) -> Any:
        """A complex spectrogram [..., frequencies, frames], stretched in time."""
        rate = self.fixed_rate if overriding_rate is None else overriding_rate
        if rate is None:
            raise ValueError("If no fixed_rate is specified, must pass a valid rate to the forward method.")
        return phase_vocoder(complex_specgrams, rate, self.phase_advance)


def _rising(fade: Any, shape: str) -> Any:
    """Factors of a fade in, for places from 0 to 1."""
    if shape == "exponential":
        return paddle.pow(paddle.full([], 2.0), fade - 1) * fade
    if shape == "logarithmic":
        return paddle.log10(0.1 + fade) + 1
    if shape == "quarter_sine":
        return paddle.sin(fade * (math.pi / 2))
    if shape == "half_sine":
        return paddle.sin(fade * math.pi - math.pi / 2) / 2 + 0.5
    return fade


class Fade(paddle.nn.Layer):
    """torchaudio.transforms.Fade."""

    def __init__(self, fade_in_len: int = 0, fade_out_len: int = 0, fade_shape: str = "linear") -> None:
        super().__init__()
        self.fade_in_len = fade_in_len
        self.fade_out_len = fade_out_len
        self.fade_shape = fade_shape

    def forward(self, waveform: Any) -> Any:
        """[..., time], rising at its beginning and falling at its end."""
        length = waveform.shape[-1]
        rise = _rising(paddle.linspace(0, 1, self.fade_in_len, dtype="float32"), self.fade_shape)
        fall = _rising(paddle.linspace(1, 0, self.fade_out_len, dtype="float32"), self.fade_shape)
        rising = paddle.concat([rise, paddle.ones([length - self.fade_in_len])]) if self.fade_in_len else 1.0
        falling = paddle.concat([paddle.ones([length - self.fade_out_len]), fall]) if self.fade_out_len else 1.0
        for factor in (rising, falling):
            waveform = waveform if isinstance(factor, float) else paddle.clip(factor, 0, 1) * waveform
        return waveform


class _AxisMasking(paddle.nn.Layer):
    """One stretch of an axis is masked; axis is that of [channel, frequency, time]."""

    def __init__(self, mask_param: int, axis: int, iid_masks: bool, p: float = 1.0) -> None:
        super().__init__()
        self.mask_param = mask_param
        self.axis = axis
        self.iid_masks = iid_masks
        self.p = p

    def forward(self, specgram: Any, mask_value: Any = 0.0) -> Any:
        """[..., frequencies, frames] with a stretch of them set to ``mask_value``."""
        axis = self.axis + specgram.ndim - 3
        if self.iid_masks:
            return mask_along_axis_iid(specgram, self.mask_param, mask_value, axis, p=self.p)
        return mask_along_axis(specgram, self.mask_param, float(mask_value), axis, p=self.p)


class FrequencyMasking(_AxisMasking):
    """torchaudio.transforms.FrequencyMasking."""

    def __init__(self, freq_mask_param: int, iid_masks: bool = False) -> None:
        super().__init__(freq_mask_param, 1, iid_masks)


class TimeMasking(_AxisMasking):
    """torchaudio.transforms.TimeMasking."""

    def __init__(self, time_mask_param: int, iid_masks: bool = False, p: float = 1.0) -> None:
        if not 0.0 <= p <= 1.0:
            raise ValueError(f"The value of p must be between 0.0 and 1.0 ({p} given).")
        super().__init__(time_mask_param, 2, iid_masks, p=p)


class SpecAugment(paddle.nn.Layer):
    """torchaudio.transforms.SpecAugment."""

    def __init__(
        self,
        n_time_masks: int,
        time_mask_param: int,
        n_freq_masks: int,
        freq_mask_param: int,
        iid_masks: bool = True,
        p: float = 1.0,
        zero_masking: bool = False,
    ) -> None:
        super().__init__()
        self.n_time_masks = n_time_masks
        self.time_mask_param = time_mask_param
        self.n_freq_masks = n_freq_masks
        self.freq_mask_param = freq_mask_param
        self.iid_masks = iid_masks
        self.p = p
        self.zero_masking = zero_masking

    def forward(self, specgram: Any) -> Any:
        """[..., frequencies, frames] with stretches of both set to zero or the mean."""
        value = 0.0 if self.zero_masking else specgram.mean()
        each = specgram.ndim > 2 and self.iid_masks
        last = specgram.ndim - 1
        for count, param, axis in (
            (self.n_time_masks, self.time_mask_param, last),
            (self.n_freq_masks, self.freq_mask_param, last - 1),
        ):
            for _ in range(count):
                if each:
                    specgram = mask_along_axis_iid(specgram, param, value, axis, p=self.p)
                else:
                    specgram = mask_along_axis(specgram, param, float(value), axis, p=self.p)
        return specgram


class Vol(paddle.nn.Layer):
    """torchaudio.transforms.Vol."""

    def __init__(self, gain: float, gain_type: str = "amplitude") -> None:
        super().__init__()
        self.gain = gain
        self.gain_type = gain_type
        if gain_type in ("amplitude", "power") and gain < 0:
            raise ValueError("If gain_type = amplitude or power, gain must be positive.")

    def forward(self, waveform: Any) -> Any:
        """[..., time] at another volume, cut off at -1 and 1."""
        if self.gain_type == "amplitude":
            waveform = waveform * self.gain
        elif self.gain_type == "db":
            waveform = audio_gain(waveform, self.gain)
        elif self.gain_type == "power":
            waveform = audio_gain(waveform, 10 * math.log10(self.gain))
        return paddle.clip(waveform, -1, 1)


class Preemphasis(paddle.nn.Layer):
    """torchaudio.transforms.Preemphasis."""

    def __init__(self, coeff: float = 0.97) -> None:
        super().__init__()
        self.coeff = coeff

    def forward(self, waveform: Any) -> Any:
        """[..., time]."""
        return preemphasis(waveform, self.coeff)


class Deemphasis(paddle.nn.Layer):
    """torchaudio.transforms.Deemphasis."""

    def __init__(self, coeff: float = 0.97) -> None:
        super().__init__()
        self.coeff = coeff

    def forward(self, waveform: Any) -> Any:
        """[..., time]."""
        return deemphasis(waveform, self.coeff)


class Convolve(paddle.nn.Layer):
    """torchaudio.transforms.Convolve."""

    def __init__(self, mode: str = "full") -> None:
        super().__init__()
        self.mode = mode

    def forward(self, x: Any, y: Any) -> Any:
        """Two signals [..., time]."""
        return convolve(x, y, self.mode)


class FFTConvolve(paddle.nn.Layer):
    """torchaudio.transforms.FFTConvolve."""

    def __init__(self, mode: str = "full") -> None:
        super().__init__()
        self.mode = mode

    def forward(self, x: Any, y: Any) -> Any:
        """Two signals [..., time]."""
        return fftconvolve(x, y, self.mode)


class AddNoise(paddle.nn.Layer):
    """torchaudio.transforms.AddNoise."""

    def forward(self, waveform: Any, noise: Any, snr: Any, lengths: Any = None) -> Any:
        """[..., time] with noise at a signal-to-noise ratio [...] in decibels."""
        return add_noise(waveform, noise, snr, lengths)
