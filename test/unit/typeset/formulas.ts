/** What hovers show: every kind of box that the layout handles occurs. */
const tex = String.raw;
export const formulas = [
  tex`P^* \sim \kappa\, d^{3/2} N^{-1/4}`,
  tex`\frac{a+b}{\sqrt{x^2+1}}`,
  tex`\min_{M,\mu} \left\{ M\mu^2, \frac{N}{M} \right\}`,
  tex`\sqrt[3]{\frac{n}{d}} \ll 1 \lesssim \kappa \gg \epsilon`,
  tex`E = \begin{cases} d^{3} & \text{if } N \gtrsim d \\ \sqrt{N d} & \text{otherwise} \end{cases}`,
  tex`\begin{aligned} a &= b + c \\ &\le \max_{i} x_i \end{aligned}`,
  tex`\underbrace{\frac{\partial L}{\partial w}}_{\text{first gradient}} \propto \langle f, g\rangle \approx \mathcal{O}(1)`,
  tex`\underbrace{M \mu^2 + \frac{N}{M} + P}_{E}`,
  tex`\operatorname{rank}(W) \to \infty,\quad \mathbb{E}[X] \ge \mathbf{x}`,
  tex`\left(\sum_{k=1}^{n} \frac{1}{k^2}\right)^{-1/2}`,
  tex`\hat f + \bar{y} + \tilde{x} + \vec v + \dot{u} + \widehat{ab}`,
  tex`\int_0^1 f_i^2\,dx \sim \binom{n}{k}`,
  tex`\overline{ab}+\underline{c}\xrightarrow{n\to\infty} \overrightarrow{AB}`,
  tex`\left[\begin{matrix} a & b \\ c & d \\ e&f\\g&h\end{matrix}\right]`,
  tex`f_\theta(x) = \frac{1}{N^{\alpha}} \sum_{i=1}^N a_i \sigma(w_i^\top x)`,
  tex`\boldsymbol{\theta} \not\to x' \neq \Theta(\log d)`,
  tex`\sqrt{\frac{\frac{a}{b}}{\frac{c}{d}}} + x_{\mathrm{max}}^{2^{n}}`,
  tex`\left\{\begin{aligned}a\\b\\c\\d\\e\end{aligned}\right\}\left(\begin{aligned}a\\b\\c\\d\\e\end{aligned}\right)`,
  tex`\bigl( \Big| \bigg\| \Bigg\rangle \, \tfrac12 \dfrac{x}{y} \mathit{ab}`,
  tex`a \mathrlap{b} c \mathllap{d} \sum_{\mathclap{1\le i\le n}} e \textit{it } \textbf{bf}`,
];
