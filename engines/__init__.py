"""What computes: one module per concept. Nothing here imports streamlit or the app."""
