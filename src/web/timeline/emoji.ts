/** The reactions at hand, and those one more press away. */
export const quickEmoji = ["👍", "❤️", "😂", "🎉", "😮", "🙏"];

export const moreEmoji = [
  ..."😄 😊 🥰 😍 😘 😎 🤩 🥳 🤗 🤭 😉 🙃 😅 🤔 🤨 😏 😴 🤯 🥺 😢 😭 😤 😡 😱 🤒 🫠 🫡 🤝 👏 🙌".split(" "),
  ..."👋 💪 🤞 👌 👎 👀 🧠 💚 💛 💔 🔥 ✨ ⭐ 💡 ✅ ❌ ❓ ❗ 💯 🚀 🎂 🍰 ☕️ 🍻 🍕 🌷 🌿 🌈".split(" "),
];
