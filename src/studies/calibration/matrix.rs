//! A symmetric positive matrix as the square of a triangle (Cholesky), for a few hundred rows. One thread,
//! one order of sums: equal numbers in, equal bits out.

/// The lower triangle `L` of `A = L L'`, row by row.
#[derive(Clone, Debug)]
pub struct Triangle {
    rows: usize,
    cells: Vec<f64>,
}

impl Triangle {
    /// The triangle of a symmetric matrix, given row by row; nothing if it is not positive.
    #[must_use]
    pub fn of(matrix: &[f64], rows: usize) -> Option<Self> {
        let mut cells = matrix.to_vec();
        for i in 0..rows {
            for j in 0..=i {
                let (left, above) =
                    (&cells[i * rows..i * rows + j], &cells[j * rows..j * rows + j]);
                let rest = cells[i * rows + j] - dot(left, above);
                cells[i * rows + j] = if i == j {
                    if !(rest > 0.0 && rest.is_finite()) {
                        return None;
                    }
                    rest.sqrt()
                } else {
                    rest / cells[j * rows + j]
                };
            }
        }
        Some(Self { rows, cells })
    }

    /// The triangle, row by row; what stands above its diagonal means nothing.
    #[must_use]
    pub fn cells(&self) -> &[f64] {
        &self.cells
    }

    /// Solves `L x = b` in place.
    pub fn forward(&self, b: &mut [f64]) {
        for i in 0..self.rows {
            let row = &self.cells[i * self.rows..=i * self.rows + i];
            b[i] = (b[i] - dot(&row[..i], &b[..i])) / row[i];
        }
    }

    /// Solves `A x = b` in place.
    pub fn solve(&self, b: &mut [f64]) {
        self.forward(b);
        for i in (0..self.rows).rev() {
            b[i] /= self.cells[i * self.rows + i];
            let solved = b[i];
            for (j, cell) in b[..i].iter_mut().enumerate() {
                *cell -= self.cells[i * self.rows + j] * solved;
            }
        }
    }

    /// A cell of the diagonal.
    #[must_use]
    pub fn diagonal(&self, row: usize) -> f64 {
        self.cells[row * self.rows + row]
    }

    /// The logarithm of the determinant of `A`.
    #[must_use]
    pub fn log_determinant(&self) -> f64 {
        let diagonal = (0..self.rows).map(|i| libm::log(self.cells[i * self.rows + i]));
        2.0 * diagonal.sum::<f64>()
    }
}

/// The sum of products.
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_matrix_has_its_triangle_and_its_determinant() {
        // Of the textbook: [[4, 12, -16], [12, 37, -43], [-16, -43, 98]] = L L', L of 2; 6, 1; -8, 5, 3.
        let matrix = [4.0, 12.0, -16.0, 12.0, 37.0, -43.0, -16.0, -43.0, 98.0];
        let triangle = Triangle::of(&matrix, 3).expect("a positive matrix");
        for (at, cell) in [(0, 2.0), (3, 6.0), (4, 1.0), (6, -8.0), (7, 5.0), (8, 3.0)] {
            assert!((triangle.cells[at] - cell).abs() < 1e-12);
        }
        assert!((triangle.log_determinant() - libm::log(36.0)).abs() < 1e-12);
        let mut solved = [1.0, 2.0, 3.0];
        triangle.solve(&mut solved);
        for (row, wanted) in matrix.chunks(3).zip([1.0, 2.0, 3.0]) {
            assert!((dot(row, &solved) - wanted).abs() < 1e-9);
        }
    }

    #[test]
    fn what_is_not_positive_has_no_triangle() {
        assert!(Triangle::of(&[1.0, 2.0, 2.0, 1.0], 2).is_none());
        assert!(Triangle::of(&[f64::NAN], 1).is_none());
    }

    #[test]
    fn a_matrix_of_sixty_rows_is_solved_to_the_last_digits() {
        let rows = 60;
        let cell = |i: usize, j: usize| {
            let apart = i.abs_diff(j) as f64;
            libm::exp(-apart * apart / 8.0) + if i == j { 0.01 } else { 0.0 }
        };
        let matrix: Vec<f64> = (0..rows * rows).map(|at| cell(at / rows, at % rows)).collect();
        let truth: Vec<f64> = (0..rows).map(|i| libm::sin(i as f64)).collect();
        let mut solved: Vec<f64> = matrix.chunks(rows).map(|row| dot(row, &truth)).collect();
        Triangle::of(&matrix, rows).expect("positive").solve(&mut solved);
        let worst = truth.iter().zip(&solved).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(worst < 1e-9, "{worst}");
    }
}
