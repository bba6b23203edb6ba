, figure.indicator, figure.year_jalali, figure.value, figure.unit, figure.rank, figure.rank_of,
figure.flags, figure.boundary_note
