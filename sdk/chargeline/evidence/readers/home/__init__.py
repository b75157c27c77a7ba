"""What is practised between visits, by the programme for home or without its name."""
